"""The network: an encoder (`training.bert`) whose pieces' mean is the text's vector (Reimers and Gurevych 2019)."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from training.bert import Encoder, mask_of


class SentenceEncoder(Encoder):
    """Texts in pieces → unit vectors."""

    def forward(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """Return a unit vector for each row of ids, [batch, pieces], of which the first so many are the text's."""
        held = torch.arange(ids.shape[1]) < lengths[:, None]
        mask = mask_of(held) if torch.is_autocast_enabled("cpu") else mask_of(held).float()
        hidden = self.read(ids, mask=mask)
        counted = held[:, :, None].to(hidden.dtype)
        mean = (hidden * counted).sum(1).float() / counted.sum(1).float()
        return functional.normalize(mean, dim=-1)


def between(pretrained: SentenceEncoder, fitted: SentenceEncoder, share: float) -> SentenceEncoder:
    """Return the network whose weights lie between two others', so far from the first to the second, 0 to 1.

    What lies between a network and what fine-tuning made of it is better on texts unlike those it was fitted on, at
    little cost on those (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").
    """
    theirs, ours = pretrained.state_dict(), fitted.state_dict()
    mean = SentenceEncoder(len(fitted.layers))
    mean.load_state_dict({name: theirs[name] * (1 - share) + ours[name] * share for name in theirs})
    return mean
