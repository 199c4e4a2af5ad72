"""Who decides a case, who may do what with it, and what of it they see."""
