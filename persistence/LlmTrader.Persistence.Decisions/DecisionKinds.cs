namespace LlmTrader.Persistence.Decisions;

/// <summary>The kinds' names in the file.</summary>
public static class DecisionKinds
{
    private static readonly (DecisionKind Kind, string Name)[] All =
    [
        (DecisionKind.Observation, "observation"),
        (DecisionKind.Proposal, "proposal"),
        (DecisionKind.Compiled, "compiled"),
        (DecisionKind.Trial, "trial"),
        (DecisionKind.HoldOut, "holdout"),
        (DecisionKind.Acceptance, "acceptance"),
        (DecisionKind.Gate, "gate"),
        (DecisionKind.ApprovalRequested, "approval_requested"),
        (DecisionKind.Approval, "approval"),
        (DecisionKind.StageRequested, "stage_requested"),
        (DecisionKind.Staged, "staged"),
        (DecisionKind.Shadow, "shadow"),
        (DecisionKind.ActivateRequested, "activate_requested"),
        (DecisionKind.Activated, "activated"),
        (DecisionKind.Capital, "capital"),
        (DecisionKind.Probation, "probation"),
        (DecisionKind.RolledBack, "rolled_back"),
        (DecisionKind.Outcome, "outcome"),
        (DecisionKind.SafeMode, "safe_mode"),
        (DecisionKind.Failure, "failure"),
        (DecisionKind.Check, "check"),
        (DecisionKind.ModelCall, "model_call"),
        (DecisionKind.ModelRequest, "model_request"),
    ];

    /// <summary>In the order of the enumeration.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(entry => entry.Name)];

    public static string Name(DecisionKind kind) => All[(int)kind].Name;

    public static bool TryParse(string name, out DecisionKind kind)
    {
        foreach ((DecisionKind known, string text) in All)
        {
            if (text == name) { kind = known; return true; }
        }

        kind = default;
        return false;
    }
}
