using System.Text.Json.Nodes;
using LlmTrader.Strategies.Generation.Proposals;

namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>What a judge says.</summary>
/// <param name="Passed">Whether the decision goes on.</param>
/// <param name="Reasons">Of a no all of them, each a sentence.</param>
/// <param name="Details">For the journal.</param>
public sealed record Verdict(bool Passed, IReadOnlyList<string> Reasons, JsonObject? Details = null)
{
    /// <summary>Of a no: whether the judge would see it again, changed by whoever proposed it.</summary>
    public bool WantsRevision { get; init; }

    /// <summary>The reasons as words that a machine knows; empty when there are none.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];
}

/// <summary>Reads and compiles a proposal and holds it against the static limits.</summary>
public interface ICandidateCompiler
{
    /// <summary>The candidate, when the verdict is a yes.</summary>
    (Verdict Verdict, Candidate? Candidate) Compile(ProposedRules proposal, string observationHash);
}

/// <summary>A candidate before a judge.</summary>
/// <param name="Decision">Whose it is.</param>
/// <param name="Round">0 for the first proposal of the decision, and one more for each revision.</param>
/// <param name="Seed">Of the decision's randomness.</param>
/// <param name="Candidate">As it was read.</param>
public sealed record CandidateCase(string Decision, int Round, ulong Seed, Candidate Candidate)
{
    /// <summary>What acceptance has asked of it so far, in order.</summary>
    public IReadOnlyList<JudgedGate> Gates { get; init; } = [];

    /// <summary>Whether a revision can follow.</summary>
    public bool IsRevisable { get; init; }
}

/// <summary>Judges a candidate by its history.</summary>
public interface IAcceptance
{
    /// <summary>All gates but the hold-out. Writes a <see cref="ChainKinds.Trial"/> before each scoring on a window. Asked again it says the same.</summary>
    Verdict Judge(CandidateCase judged, CancellationToken cancel);

    /// <summary>The hold-out, for a candidate that has passed all the others. Writes a <see cref="ChainKinds.HoldOut"/> before it is opened.</summary>
    Verdict OpenHoldOut(CandidateCase judged, CancellationToken cancel);
}

/// <summary>An independent second opinion. It may ask for a revision; whether there is one is the chain's.</summary>
public interface ICandidateChecker
{
    Verdict Check(CandidateCase judged, CancellationToken cancel);
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
