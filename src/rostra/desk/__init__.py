"""The shell for staff: sign-in, my work, accounts, capture health."""
