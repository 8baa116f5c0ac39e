using System.Globalization;
using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>The first time of an active candidate: watched, given more capital step by step, and taken back when it does what it should not.</summary>
internal sealed class ProbationSteps(ChainContext context)
{
    private int _unmeasured;
    private bool _isUnasked;
    private Timestamp? _askedBack;

    private int Slot => context.Policy.Slot;

    public Timestamp Watch(Timestamp now, CancellationToken cancel)
    {
        DecisionState decision = context.Current;
        ChainPolicy policy = context.Policy;
        if (context.Try(engine => engine.Look(Slot, cancel), cancel, out string failure) is not { } view) { return context.Later(now, failure); }
        if (view.Active?.Hash != decision.Hash) { return Over(now, ChainResults.Superseded, "Somebody else put another set into the slot.", null); }
        if (context.SeeShare(now, view)) { return now; }

        ProbationFigures? figures = null;
        string? unmeasured = ChainContext.Try(() => figures = context.Ports.Meter.Measure(context.Candidate(cancel), decision.Steps, now, cancel), cancel);
        if (figures is null || !double.IsFinite(figures.Drawdown) || !double.IsFinite(figures.Divergence))
        {
            _unmeasured++;
            return _unmeasured >= policy.MeasureFailures ? TakeBack(now, $"It can't be measured: {unmeasured}", null) : context.Later(now, unmeasured ?? "There are no figures.");
        }

        _unmeasured = 0;
        if (Breach(figures) is { } breach) { return TakeBack(now, breach, figures); }
        int index = IndexOf(context.State.Share);
        bool isLast = index == policy.CanaryShares.Count - 1 || context.State.Share >= context.State.Ceiling;
        if (isLast && now >= decision.ActivatedAt + policy.Probation && now >= decision.ShareSince + policy.CanaryStep) { return Over(now, ChainResults.Activated, "It did in probation what was expected of it.", figures); }
        if (!isLast && now >= decision.ShareSince + policy.CanaryStep)
        {
            JsonObject body = Body(figures);
            body["share"] = context.State.Share;
            context.Write(now, ChainKinds.Probation, body);
            context.Write(now, ChainKinds.Capital, new JsonObject { ["share"] = Math.Min(policy.CanaryShares[index + 1], context.State.Ceiling), ["confirmed"] = false });
            return now;
        }

        return now + policy.Poll;
    }

    public Timestamp RollBack(Timestamp now, CancellationToken cancel)
    {
        DecisionState decision = context.Current;
        if (context.Try(engine => engine.Look(Slot, cancel), cancel, out string failure) is not { } view) { return context.Later(now, failure); }
        if (view.Active?.Hash != decision.Hash) { return Done(now, null, ChainResults.RolledBack); }

        // To roll back twice would bring it in again: another attempt waits until the one before can't be under way, be it of a process before this one.
        _askedBack ??= now;
        if (!_isUnasked && now < _askedBack + context.Policy.Settle) { return now + context.Policy.Poll; }
        _isUnasked = false;
        _askedBack = now;
        string key = $"{decision.Id}-rollback-{now.Nanoseconds.ToString(CultureInfo.InvariantCulture)}";
        SlotReply? reply = context.Try(engine => engine.RollBack(Slot, key, decision.RollBackReason!, cancel), cancel, out failure);
        if (reply is null) { return context.Later(now, failure); }
        return reply.Accepted ? Done(now, reply.Sequence, ChainResults.RolledBack) : Done(now, null, ChainResults.Stuck, $"{decision.RollBackReason} The engine did not take it back: {reply.Reason}");
    }

    private string? Breach(ProbationFigures figures)
    {
        if (figures.Drawdown > context.Policy.MaxDrawdown) { return string.Create(CultureInfo.InvariantCulture, $"Its drawdown of {figures.Drawdown:P2} is beyond {context.Policy.MaxDrawdown:P2}."); }
        return figures.Divergence <= context.Policy.MaxDivergence ? null
            : string.Create(CultureInfo.InvariantCulture, $"It earned {figures.Growth:P2}, and a backtest over the same time {figures.Expected:P2}: the difference is beyond {context.Policy.MaxDivergence:P2}.");
    }

    private Timestamp TakeBack(Timestamp now, string reason, ProbationFigures? figures)
    {
        JsonObject body = figures is null ? [] : Body(figures);
        body["done"] = false;
        body["reason"] = reason;
        context.Write(now, ChainKinds.RolledBack, body);
        (_isUnasked, _askedBack) = (true, null);    // Whoever reads this in the journal after a restart can't know that.
        return now;
    }

    private Timestamp Done(Timestamp now, long? sequence, string result, string? reason = null)
    {
        JsonObject body = new() { ["done"] = true, ["result"] = result, ["sequence"] = sequence, ["hash"] = context.Current.Hash };
        if (reason is not null) { body["reason"] = reason; }
        context.Write(now, ChainKinds.RolledBack, body);
        return now;
    }

    private Timestamp Over(Timestamp now, string result, string reason, ProbationFigures? figures)
    {
        JsonObject body = figures is null ? [] : Body(figures);
        body["over"] = true;
        body["result"] = result;
        body["reason"] = reason;
        context.Write(now, ChainKinds.Probation, body);
        return now;
    }

    // The configuration may have changed since: a share that is no step of it goes on with the next larger one.
    private int IndexOf(double share)
    {
        int index = 0;
        while (index < context.Policy.CanaryShares.Count - 1 && context.Policy.CanaryShares[index + 1] <= share) { index++; }
        return index;
    }

    private static JsonObject Body(ProbationFigures figures) => new()
    {
        ["drawdown"] = figures.Drawdown,
        ["divergence"] = figures.Divergence,
        ["growth"] = Known(figures.Growth),
        ["expected"] = Known(figures.Expected),
    };

    // JSON has no word for it.
    private static double? Known(double value) => double.IsFinite(value) ? value : null;
}
