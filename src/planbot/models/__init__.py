"""Everything that is a model or a model server: answers, embeddings, reranking, token counts. The only user of langchain, openai and tiktoken."""
