using System.Globalization;
using System.Text.Json.Nodes;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Tools.Hosting.Admin.Client;
using LlmTrader.Tools.Hosting.Admin.Contracts;

namespace LlmTrader.Tools.Hosting.Strategist.Engine;

/// <summary>The engine's slot over its admin API.</summary>
internal sealed class AdminSlot(AdminClient client) : ISlotEngine
{
    private const int MostChanges = 1000;

    public SlotView Look(int slot, CancellationToken cancel)
    {
        RuleSetsReply reply = client.Get<RuleSetsReply>($"/v1/rulesets?limit={MostChanges.ToString(CultureInfo.InvariantCulture)}", cancel);
        Admin.Contracts.SlotReply one = reply.Slots.FirstOrDefault(known => known.Slot == slot) ?? throw new InvalidOperationException($"The engine has no slot {slot}.");
        return new SlotView
        {
            Active = Of(one.Active),
            Staged = Of(one.Staged),
            Previous = Of(one.Previous),
            IsShadowing = one.Shadowing,
            Share = double.Parse(one.Share, CultureInfo.InvariantCulture),
            IsTrading = one.Trading is "active" or "reducing",    // Reducing: by a limit, which is no person's doing and passes.
            WarmUps = [.. reply.Changes.Where(change => change.Slot == slot && change.Change == "ruleSetReady").Select(change => new SlotWarmUp(change.SetId, change.Outcome == "done" ? null : change.Outcome))],
        };
    }

    public Strategies.Generation.Chain.SlotReply Stage(int slot, string source, string key, string reason, CancellationToken cancel) =>
        Post("/v1/rulesets/stage", new JsonObject { ["slot"] = slot, ["source"] = source, ["reason"] = reason }, key, cancel);

    public Strategies.Generation.Chain.SlotReply Shadow(int slot, int setId, string reason, CancellationToken cancel) =>
        Post("/v1/rulesets/shadow", new JsonObject { ["slot"] = slot, ["setId"] = setId, ["on"] = true, ["reason"] = reason }, null, cancel);

    public Strategies.Generation.Chain.SlotReply Activate(int slot, int setId, string key, string reason, CancellationToken cancel) =>
        Post("/v1/rulesets/activate", new JsonObject { ["slot"] = slot, ["setId"] = setId, ["reason"] = reason }, key, cancel);

    public Strategies.Generation.Chain.SlotReply RollBack(int slot, string key, string reason, CancellationToken cancel) =>
        Post("/v1/rulesets/rollback", new JsonObject { ["slot"] = slot, ["reason"] = reason }, key, cancel);

    public Strategies.Generation.Chain.SlotReply SetShare(int slot, double share, string reason, CancellationToken cancel) =>
        Post("/v1/rulesets/capital", new JsonObject { ["slot"] = slot, ["share"] = share.ToString("0.####", CultureInfo.InvariantCulture), ["reason"] = reason }, null, cancel);

    public Strategies.Generation.Chain.SlotReply Reduce(int slot, string reason, CancellationToken cancel) =>
        Post($"/v1/strategies/{slot.ToString(CultureInfo.InvariantCulture)}/pause", new JsonObject { ["reason"] = reason }, null, cancel);

    // A refusal is an answer. That it is pending, that nobody answers, and that the connection breaks leave open whether it was done.
    private Strategies.Generation.Chain.SlotReply Post(string path, JsonObject body, string? key, CancellationToken cancel)
    {
        try
        {
            CommandReply reply = AdminClient.Read<CommandReply>(client.Send(HttpMethod.Post, path, body, cancel, key: key).Body);
            return reply.Outcome switch
            {
                "accepted" => new(true, null, reply.Sequence, reply.SetId),
                "rejected" => new(false, reply.Reason ?? "no reason given", reply.Sequence),
                _ => throw new TimeoutException($"The engine has taken the request {path} and not told what became of it."),
            };
        }
        catch (EngineCallException refused) when (refused.Kind != EngineCallKind.Fault)
        {
            return new(false, refused.Message);
        }
    }

    private static SlotSet? Of(VersionReply? version) => version is null ? null : new SlotSet(version.SetId, version.Sha256);
}
