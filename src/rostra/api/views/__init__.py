"""The public interface: what is answered where, and in which form."""
