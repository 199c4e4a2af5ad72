"""The example city Exampleville: invented people, accounts and three years of posts, taken in through the same door as everything else."""
