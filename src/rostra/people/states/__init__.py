"""Words, and who may do what."""

from rostra.people.states.matrix import Function, Matrix, Right
from rostra.people.states.words import WITHOUT_GRANT, Category, OfficeAttribute, Relation, Role, UnitKind

__all__ = ["WITHOUT_GRANT", "Category", "Function", "Matrix", "OfficeAttribute", "Relation", "Right", "Role", "UnitKind"]
