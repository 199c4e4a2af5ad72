"""What the public interface answers: the shapes, and how each is filled."""
