using System.Text.Json.Nodes;
using LlmTrader.Strategies.Generation.Proposals;

namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>What a judge says.</summary>
/// <param name="Passed">Whether the decision goes on.</param>
/// <param name="Reasons">Of a no all of them, each a sentence.</param>
/// <param name="Details">For the journal.</param>
public sealed record Verdict(bool Passed, IReadOnlyList<string> Reasons, JsonObject? Details = null);

/// <summary>Reads and compiles a proposal and holds it against the static limits.</summary>
public interface ICandidateCompiler
{
    /// <summary>The candidate, when the verdict is a yes.</summary>
    (Verdict Verdict, Candidate? Candidate) Compile(ProposedRules proposal, string observationHash);
}

/// <summary>Judges a candidate by its history.</summary>
public interface IAcceptance
{
    /// <summary>Writes a <see cref="ChainKinds.Trial"/> before each scoring on a window, and a <see cref="ChainKinds.HoldOut"/> before the hold-out is opened.</summary>
    Verdict Judge(string decision, ulong seed, Candidate candidate, CancellationToken cancel);
}

/// <summary>An independent second opinion.</summary>
public interface ICandidateChecker
{
    Verdict Check(string decision, Candidate candidate, CancellationToken cancel);
}

/// <param name="Verdict">Whether anybody may let it in.</param>
/// <param name="Risk">Share of equity at risk.</param>
/// <param name="WorstNotional">The most that is held, in the account's currency.</param>
public sealed record GateVerdict(Verdict Verdict, double Risk, decimal WorstNotional = 0);

/// <summary>What a candidate may lose at worst.</summary>
public interface IExposureGate
{
    GateVerdict Check(Candidate candidate, CancellationToken cancel);
}
