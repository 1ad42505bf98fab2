"""What is said of models: this device's, and the hub's."""

from __future__ import annotations

from typing import Final

from spoke.ui.words import later

SENTENCES: Final = (
    later("'{name}' cannot be set as a parameter of a model."),
    later("A question to a model may hold {size} bytes."),
    later("The question holds something that is no message, or that JSON cannot hold."),
    later("No upstream has a model '{model}' now. See: felloe models list"),
    later("{upstream} has many models. Choose one with: felloe models default {same}/MODEL"),
    later("There is only /v1/chat/completions and /v1/models here."),
    later("There is no model '{model}' here."),
    later("This answers programs on this machine only, and no page in a browser."),
    later("The token is missing or wrong. It is shown by: felloe models serve token"),
    later("Whoever asked took nothing of the answer for too long."),
    later("{upstream} kept the answer back."),
    later("{upstream} answered with nothing."),
    later("A key has up to 4,000 printable ASCII characters, and no space."),
    later("{path} cannot be read. Remove it, and set your models' keys again."),
    later("What answers there is no server of models, or {name}'s address is not right."),
    later("{name} did not say within {wait} s what models it has."),
    later("{name} ended the connection."),
    later(
        "This device has no model yet. Start Ollama, LM Studio or llama.cpp here, add one with `felloe "
        "models add NAME URL`, or pair with a hub that has some."
    ),
    later("This chat stays on this device, and no model runs here. Start Ollama, LM Studio or llama.cpp."),
    later("There is no upstream '{name}'. See: felloe models list"),
    later("There is no upstream '{name}' that you added. See: felloe models list"),
    later("{name} has no model, or did not say which. Name one: felloe models test {same} MODEL"),
    later("A device keeps up to {count} upstreams."),
    later("A device keeps this for up to {count} models."),
    later("{upstream} answered with nothing that a model says. Is its address right?"),
    later("{upstream} ended the connection in the middle of its answer."),
    later("{upstream} said nothing for {wait} s, so it was given up."),
    later("The connection to {upstream} broke in the middle of its answer."),
    later("The model's answer is longer than anything that could be kept."),
    later("{upstream} does not take the question (status {status}){word}"),
    later("{upstream} sends on to another address, and nothing is followed there. Set the address that it means."),
    later("{upstream} wants to be paid{word}"),
    later("{upstream} does not take the key that was set for it{word}"),
    later("{upstream} is asked too often{again}"),
    later("This is more than {model} can read at once{word}"),
    later("the model"),
    later("{upstream} has no model '{model}'{word}"),
    later("{upstream} has no such thing{word}"),
    later("{upstream} failed (status {status}){word}"),
    later("The name of an upstream has up to 40 small letters, digits, '.', '_' and '-', such as openai."),
    later("The hub's models are there by themselves. Choose another name."),
    later("The name of a model has up to 200 characters, and no space."),
    later("An upstream's address has no query. Give its key by itself."),
    later("Whatever is sent to http://{host} can be read on its way, its key too. Use https, or say --in-the-clear."),
    later("An upstream's address is one like https://api.example.org/v1. {error}"),
    later("This device belongs to no hub any more."),
    later("{who} did not answer within {wait} s."),
    later("{name} cannot be asked."),
    later("{name} cannot be reached."),
    later("{name} ended the connection before it answered."),
    later("{name} does not speak HTTP as it should."),
    later("{name} cannot be reached: its certificate is not trusted."),
    later("{why} `felloe models list` shows what is there."),
    later("No model answered. {why}"),
    later("This hub offers you no model '{model}'."),
    later("This hub offers no model '{model}'. GET /v1/models lists those it does."),
    later("The upstream {name} {how}."),
    later("{name} has no certificate that this hub trusts."),
    later("{name} said nothing for too long."),
    later("{name} hung up before it answered."),
    later("{name} hung up before its answer was whole."),
    later("This account may ask {count} models at a time."),
    later("This account may ask models {count} times a day (UTC)."),
    later(
        "This account may use {count} tokens of models a day (UTC), and has {left} left; this request "
        "would take {tokens} and its answer."
    ),
    later("The upstream {name} answered {status}."),
    later("The upstream {name} refused the hub's key. Tell the hub's admin."),
    later(
        "The upstream {name} answered {status}, which leads elsewhere; the hub does not follow. Tell the hub's admin."
    ),
    later("This account may not use the model '{model}'. Ask the hub's admin."),
    later("There is no model here, so nothing was asked."),
)
