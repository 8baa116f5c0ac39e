using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Proposals;

namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>What the steps have in common: the state, changed by records alone, and how failures are told.</summary>
internal sealed class ChainContext(ChainPolicy policy, ChainPorts ports, ChainState state)
{
    private Candidate? _candidate;

    public ChainPolicy Policy => policy;

    public ChainPorts Ports => ports;

    public ChainState State { get; private set; } = state;

    /// <summary>The decision under way.</summary>
    public DecisionState Current => State.Current ?? throw new InvalidOperationException("No decision is under way.");

    public void Write(Timestamp now, string kind, JsonObject body) => Write(now, Current.Id, kind, body);

    public void Write(Timestamp now, string decision, string kind, JsonObject body) => State = State.Apply(ports.Journal.Append(now, decision, kind, body));

    /// <summary>The candidate as it was read; after a restart read again.</summary>
    public Candidate Candidate(CancellationToken cancel)
    {
        if (_candidate?.Hash == Current.Hash) { return _candidate; }
        cancel.ThrowIfCancellationRequested();
        (Verdict verdict, Candidate? candidate) = ports.Compiler.Compile(Current.Proposal!, Current.ObservationHash);
        return _candidate = candidate ?? throw new InvalidOperationException($"The candidate could be read before, and no longer: {string.Join(" ", verdict.Reasons)}");
    }

    /// <summary>Asks a port; null when it fails, with the reason.</summary>
    public T? Try<T>(Func<ISlotEngine, T> ask, CancellationToken cancel, out string reason)
        where T : class
    {
        T? answer = null;
        reason = Try(() => answer = ask(ports.Engine), cancel) ?? "";
        return answer;
    }

    /// <summary>Does something that may fail; null, or why it did.</summary>
    public static string? Try(Action act, CancellationToken cancel)
    {
        try
        {
            act();
            return null;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever goes wrong outside ends as a reason in the journal, and the rules stay as they are.
        catch (Exception error) when (error is not IChainEnd)
#pragma warning restore CA1031
        {
            return error is OperationCanceledException ? "It took too long." : error.Message;
        }
    }

    /// <summary>The rules stay as they are.</summary>
    /// <param name="now">The time.</param>
    /// <param name="reason">Why.</param>
    /// <param name="counts">Whether it is one of the failures that lead to the safe mode.</param>
    public Timestamp Keep(Timestamp now, string reason, bool counts = true) => Keep(now, reason, counts, isCutShort: false);

    /// <summary>The rules stay as they are, and what was begun could not be brought to its end; nobody's failure.</summary>
    public Timestamp CutShort(Timestamp now, string reason) => Keep(now, reason, counts: false, isCutShort: true);

    private Timestamp Keep(Timestamp now, string reason, bool counts, bool isCutShort)
    {
        Write(now, ChainKinds.Failure, new JsonObject { ["step"] = Current.Stage.ToString(), ["reason"] = reason, ["ends"] = true, ["counts"] = counts, ["cut_short"] = isCutShort });
        return now;
    }

    /// <summary>Something went wrong that may pass: told once a stage, and tried again.</summary>
    public Timestamp Later(Timestamp now, string reason)
    {
        if (!Current.FailureNoted) { Write(now, ChainKinds.Failure, new JsonObject { ["step"] = Current.Stage.ToString(), ["reason"] = reason, ["ends"] = false }); }
        return now + policy.Poll;
    }

    /// <summary>As <see cref="Later"/>, until patience is over.</summary>
    public Timestamp LaterOrKeep(Timestamp now, string reason) => now >= Current.Since + policy.Patience ? Keep(now, reason) : Later(now, reason);

    /// <summary>
    /// Whether somebody else has set the slot's share of capital; that is in the journal then, and stays the most that the slot gets.
    /// </summary>
    public bool SeeShare(Timestamp now, SlotView view)
    {
        if (IsSame(view.Share, State.ToldShare) || IsSame(view.Share, State.Share)) { return false; }
        double share = State.ShareConfirmed ? view.Share : Math.Min(State.Share, view.Share);
        Write(now, State.Current?.Id ?? $"d{State.Decisions:D6}", ChainKinds.Capital, new JsonObject { ["share"] = share, ["confirmed"] = IsSame(share, view.Share), ["found"] = view.Share, ["ceiling"] = view.Share });
        return true;
    }

    // The engine counts in parts of 10,000.
    private static bool IsSame(double left, double right) => Math.Abs(left - right) < 0.00005;

    public static JsonObject Body(Verdict verdict) => new()
    {
        ["passed"] = verdict.Passed,
        ["reasons"] = new JsonArray([.. verdict.Reasons.Select(reason => JsonValue.Create(reason))]),
        ["codes"] = verdict.Codes.Count == 0 ? null : new JsonArray([.. verdict.Codes.Select(code => JsonValue.Create(code))]),
        ["details"] = verdict.Details?.DeepClone(),
    };
}

/// <summary>An exception that ends the process and is no failure of a port: that of a journal, or of a test that kills.</summary>
public interface IChainEnd;
