# docker build -t planbot .
# docker run -p 127.0.0.1:7860:7860 -v planbot:/home/planbot/data planbot
# A container's own address is not the loopback address, so planbot asks for an account before it serves:
#   docker run --rm -it -v planbot:/home/planbot/data planbot users add NAME --role admin

FROM python:3.12-slim AS build
WORKDIR /opt/planbot
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*
COPY requirements-uv.lock requirements.lock ./
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements-uv.lock
RUN uv venv .venv && uv pip install --python .venv --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY src ./src
RUN uv pip install --python .venv --no-deps .

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 planbot && install -d -o planbot -g planbot -m 0700 /home/planbot/data
COPY --from=build /opt/planbot/.venv /opt/planbot/.venv
ENV PATH=/opt/planbot/.venv/bin:$PATH PLANBOT_HOME=/home/planbot/data PLANBOT_HOST=0.0.0.0 PLANBOT_LOG_FORMAT=json PYTHONDONTWRITEBYTECODE=1
USER planbot
VOLUME /home/planbot/data
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:7860/readyz', timeout=4)"]
ENTRYPOINT ["planbot"]
CMD ["serve"]
