"""planbot: answers, targets and drafts from plan documents, with the exact words as evidence."""
