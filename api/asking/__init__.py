"""What a question names, read alike wherever it is asked: on the command line and over REST."""
