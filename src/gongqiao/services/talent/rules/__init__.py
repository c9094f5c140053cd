"""What is decided: kinds of cases, the terms of pairs, the rank of honours, the standing of certificates."""
