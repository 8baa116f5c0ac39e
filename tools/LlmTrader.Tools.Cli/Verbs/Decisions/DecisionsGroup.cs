namespace LlmTrader.Tools.Cli.Verbs.Decisions;

/// <summary><c>llmtrader decisions</c></summary>
internal static class DecisionsGroup
{
    public static VerbGroup Create() => new(
        "decisions",
        "Look at what the strategist decided: each decision, its story, why candidates were rejected; check that nothing was changed.",
        "The strategist writes a journal of its own: JSON Lines in which each record holds the hash of the one before. It tells what was seen, proposed, tried, accepted or not, approved and by whom, "
        + "staged, activated and taken back. What the engine's rule sets decide from bar to bar is in the engine's journal (`llmtrader query decisions`).",
        [new("llmtrader decisions list --day 2026-11-21", "what was decided that day?"), new("llmtrader decisions show d000003", "one decision, from its beginning to its end"), new("llmtrader decisions verify", "is every record as it was written?")],
        new DecisionsListVerb(),
        new DecisionsShowVerb(),
        new DecisionsExportVerb(),
        new DecisionsVerifyVerb(),
        new WhyRejectedVerb());
}
