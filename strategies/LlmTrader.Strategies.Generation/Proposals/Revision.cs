namespace LlmTrader.Strategies.Generation.Proposals;

/// <summary>What a judge wants changed.</summary>
/// <param name="Round">From 1 on: how many revisions the decision has then had.</param>
/// <param name="Source">The candidate's text as it was.</param>
/// <param name="Codes">Why, in words that a machine knows; never anybody's prose.</param>
public sealed record Revision(int Round, string Source, IReadOnlyList<string> Codes);
