using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>
/// Into the engine: staged, warmed up, shadowing, active. Staging and activating are asked for once; whether a request whose answer was
/// lost was done is found out at the engine, and what can't be told within the time it may be under way ends with the rules as they are.
/// </summary>
internal sealed class DeploymentSteps(ChainContext context)
{
    private int Slot => context.Policy.Slot;

    public Timestamp Stage(Timestamp now, CancellationToken cancel)
    {
        DecisionState decision = context.Current;
        if (context.Try(engine => engine.Look(Slot, cancel), cancel, out string failure) is not { } view) { return context.LaterOrKeep(now, failure); }
        if (view.Active?.Hash == decision.Hash) { return context.Keep(now, "The candidate is what is active already.", counts: false); }
        context.Write(now, ChainKinds.StageRequested, new JsonObject { ["hash"] = decision.Hash, ["slot"] = Slot });
        SlotReply? reply = context.Try(engine => engine.Stage(Slot, decision.Proposal!.Source, $"{decision.Id}-stage-{decision.Hash[..16]}", $"decision {decision.Id}", cancel), cancel, out failure);
        if (reply is null) { return context.Later(now, failure); }
        if (!reply.Accepted || reply.SetId is not { } set) { return context.Keep(now, $"The engine did not stage it: {reply.Reason}"); }
        Staged(now, set, reply.Sequence, isFound: false);
        return now;
    }

    public Timestamp ConfirmStage(Timestamp now, CancellationToken cancel)
    {
        DecisionState decision = context.Current;
        SlotView? view = context.Try(engine => engine.Look(Slot, cancel), cancel, out string failure);
        if (new[] { view?.Staged, view?.Active }.FirstOrDefault(set => set?.Hash == decision.Hash) is { } found)
        {
            Staged(now, found.SetId, null, isFound: true);
            return now;
        }

        return now >= decision.Since + context.Policy.Settle
            ? context.Keep(now, "It can't be told whether the engine staged it, and it is not asked twice.")
            : context.Later(now, view is null ? failure : "The engine's answer to the staging was lost.");
    }

    public Timestamp WarmUp(Timestamp now, CancellationToken cancel)
    {
        if (context.Try(engine => engine.Look(Slot, cancel), cancel, out string failure) is not { } view) { return context.LaterOrKeep(now, failure); }
        if (!IsStaged(view))
        {
            // Until it is ready the engine tells the set that was staged before it, or none.
            if (view.WarmUps.FirstOrDefault(warmUp => warmUp.SetId == context.Current.SetId) is not { } warmUp)
            {
                return now >= context.Current.Since + context.Policy.Patience ? context.Keep(now, "It was not ready in time.") : now + context.Policy.Poll;
            }

            return warmUp.Failure is { } why ? context.Keep(now, $"The engine could not make it ready: {why}") : context.CutShort(now, "Another set took its place in the slot.");
        }

        Timestamp until = now + context.Policy.Shadow;
        context.Write(now, ChainKinds.Shadow, new JsonObject { ["until"] = until.ToString(), ["until_ns"] = until.Nanoseconds, ["set_id"] = context.Current.SetId });
        return now;
    }

    public Timestamp Shadow(Timestamp now, CancellationToken cancel)
    {
        DecisionState decision = context.Current;
        if (context.Try(engine => engine.Look(Slot, cancel), cancel, out string failure) is not { } view)
        {
            return now >= decision.ShadowUntil + context.Policy.Patience ? context.Keep(now, failure) : context.Later(now, failure);
        }

        if (!IsStaged(view)) { return context.CutShort(now, "Another set took its place in the slot."); }
        if (!view.IsShadowing)
        {
            SlotReply? reply = context.Try(engine => engine.Shadow(Slot, decision.SetId, $"decision {decision.Id}", cancel), cancel, out failure);
            if (reply is null) { return now >= decision.ShadowUntil + context.Policy.Patience ? context.Keep(now, failure) : context.Later(now, failure); }
            if (!reply.Accepted) { return context.Keep(now, $"The engine did not let it shadow: {reply.Reason}"); }
        }

        if (now < decision.ShadowUntil)
        {
            Timestamp next = now + context.Policy.Poll;
            return next < decision.ShadowUntil ? next : decision.ShadowUntil;
        }

        context.Write(now, ChainKinds.Shadow, new JsonObject { ["over"] = true, ["set_id"] = decision.SetId });
        return now;
    }

    public Timestamp Activate(Timestamp now, CancellationToken cancel)
    {
        DecisionState decision = context.Current;
        if (context.Try(engine => engine.Look(Slot, cancel), cancel, out string failure) is not { } view) { return context.LaterOrKeep(now, failure); }
        if (!IsStaged(view)) { return context.CutShort(now, "Another set took its place in the slot."); }
        if (!decision.HasShare)
        {
            double first = Math.Min(context.Policy.CanaryShares[0], view.Share);
            context.Write(now, ChainKinds.Capital, new JsonObject { ["share"] = first, ["confirmed"] = false, ["found"] = view.Share, ["ceiling"] = view.Share });
            return now;
        }

        if (context.SeeShare(now, view)) { return now; }
        if (context.State.Share > context.Policy.CanaryShares[0])
        {
            context.Write(now, ChainKinds.Capital, new JsonObject { ["share"] = context.Policy.CanaryShares[0], ["confirmed"] = false });
            return now;
        }

        context.Write(now, ChainKinds.ActivateRequested, new JsonObject { ["hash"] = decision.Hash, ["set_id"] = decision.SetId, ["share"] = context.State.Share });
        SlotReply? reply = context.Try(engine => engine.Activate(Slot, decision.SetId, $"{decision.Id}-activate-{decision.Hash[..16]}", $"decision {decision.Id}", cancel), cancel, out failure);
        if (reply is null) { return context.Later(now, failure); }
        if (!reply.Accepted) { return context.Keep(now, $"The engine did not activate it: {reply.Reason}"); }
        Activated(now, reply.Sequence, isFound: false);
        return now;
    }

    public Timestamp ConfirmActivate(Timestamp now, CancellationToken cancel)
    {
        SlotView? view = context.Try(engine => engine.Look(Slot, cancel), cancel, out string failure);
        if (view?.Active?.Hash == context.Current.Hash)
        {
            Activated(now, null, isFound: true);
            return now;
        }

        // Only what is seen not to be active ends here: an active candidate must be watched, however long the engine is away.
        return view is not null && now >= context.Current.Since + context.Policy.Settle
            ? context.Keep(now, "It can't be told whether the engine was asked to activate it, and it is not asked twice.")
            : context.Later(now, view is null ? failure : "The engine's answer to the activation was lost.");
    }

    private bool IsStaged(SlotView view) => view.Staged is { } staged && staged.Hash == context.Current.Hash && staged.SetId == context.Current.SetId;

    private void Staged(Timestamp now, int set, long? sequence, bool isFound) =>
        context.Write(now, ChainKinds.Staged, new JsonObject { ["hash"] = context.Current.Hash, ["set_id"] = set, ["sequence"] = sequence, ["found"] = isFound });

    private void Activated(Timestamp now, long? sequence, bool isFound) =>
        context.Write(now, ChainKinds.Activated, new JsonObject { ["hash"] = context.Current.Hash, ["set_id"] = context.Current.SetId, ["sequence"] = sequence, ["found"] = isFound });
}
