using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>What the journal says that the engine should have been told, and that may be told twice: the share of capital, the safe mode.</summary>
internal sealed class SlotSteps(ChainContext context)
{
    /// <summary>Null when nothing is left to tell; else when to come again.</summary>
    public Timestamp? Settle(Timestamp now, CancellationToken cancel)
    {
        ChainState state = context.State;
        if (state.IsSafeMode && !state.SafeModeConfirmed)
        {
            if (context.Try(engine => engine.Reduce(context.Policy.Slot, "safe mode", cancel), cancel, out _) is not { Accepted: true }) { return now + context.Policy.Poll; }
            context.Write(now, Id(state), ChainKinds.SafeMode, new JsonObject { ["on"] = true, ["confirmed"] = true });
            return now;
        }

        // What has to be taken back is not kept waiting for its share.
        if (state.ShareConfirmed || state.Current?.Stage is DecisionStage.RollBack or DecisionStage.Ended) { return null; }
        if (context.Try(engine => engine.Look(context.Policy.Slot, cancel), cancel, out string failure) is { } view && context.SeeShare(now, view)) { return now; }
        SlotReply? reply = failure.Length > 0 ? null : context.Try(engine => engine.SetShare(context.Policy.Slot, state.Share, Id(state), cancel), cancel, out failure);
        if (reply is { Accepted: true })
        {
            context.Write(now, Id(state), ChainKinds.Capital, new JsonObject { ["share"] = state.Share, ["confirmed"] = true, ["sequence"] = reply.Sequence });
            return now;
        }

        if (state.Current is { Stage: DecisionStage.Activate }) { return context.LaterOrKeep(now, $"The share of capital could not be set: {reply?.Reason ?? failure}"); }
        return now + context.Policy.Poll;
    }

    private static string Id(ChainState state) => state.Current?.Id ?? $"d{state.Decisions:D6}";
}
