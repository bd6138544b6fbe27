"""How the models in claims/models/ were made, runnable again: `make train`."""
