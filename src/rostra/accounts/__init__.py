"""Official accounts: which are the city's, who answers for them, and what becomes of them."""
