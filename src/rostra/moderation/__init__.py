"""What official accounts do against somebody's speech: seen, recorded, undone, and never forgotten."""
