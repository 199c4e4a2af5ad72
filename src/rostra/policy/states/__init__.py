"""The lives of versions; and, without a database, what a text is: its clauses, its days in force, what differs from another one."""

from rostra.policy.states.life import DocumentKind, PolicyState, ProceduresState, life_of

__all__ = ["DocumentKind", "PolicyState", "ProceduresState", "life_of"]
