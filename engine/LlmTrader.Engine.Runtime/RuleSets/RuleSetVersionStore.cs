using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// Versions of rule sets in a snapshot: their source text and their state. Loading compiles the text again; the set that the
/// engine started with has none and is the one that it was given now.
/// </summary>
internal sealed class RuleSetVersionStore(RuleSetVersion first, RuleSetStaging staging)
{
    /// <summary>Saves the version, or makes the one that was saved. Another set than the one that was saved fails by its id.</summary>
    public RuleSetVersion? Transfer(ISnapshotTransfer transfer, RuleSetVersion? version)
    {
        if (transfer.Count(version is null ? 0 : 1, 1) == 0) { return null; }
        int setId = version?.SetId ?? 0;
        string? source = version?.Source;
        transfer.Value(ref setId);
        transfer.Text(ref source);
        if (transfer.IsLoading) { version = source is null ? first : new RuleSetVersion(setId, staging.CompileAgain(setId, source), source); }
        transfer.Section($"rule set {version!.RuleSet.Id}");
        transfer.Part(version.RuleSet);
        return version;
    }
}
