"""Recipes as data."""

import pytest

from acd.domain.recipes import Recipe, RecipeKind, Recipes, RecipeStep, TurnAway

END = Recipe((RecipeStep(action=TurnAway()),))


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (RecipeKind.WAITING, Recipe()),
        (RecipeKind.NOBODY, END),
        (RecipeKind.FULL, END),
        (RecipeKind.LONG, Recipe()),
    ],
)
def test_the_recipe_of_a_kind(kind: RecipeKind, found: Recipe) -> None:
    """Where there is none, nothing is done."""
    assert Recipes(nobody=END, full=END, full_at=3).of(kind) == found
