"""The written policy and its procedures: documents, versions, clauses, adoption, comments, comparison."""
