"""The sentence encoder: pairs of news sentences, checked claims and articles → a fine-tuned encoder → int8 ONNX."""
