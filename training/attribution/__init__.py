"""The attribution tagger: PolNeAR → a fine-tuned encoder → int8 ONNX."""
