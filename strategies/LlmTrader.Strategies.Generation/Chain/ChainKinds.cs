namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>The kinds of records that a chain writes, by their names in the journal.</summary>
public static class ChainKinds
{
    public const string Observation = "observation";
    public const string Proposal = "proposal";
    public const string Compiled = "compiled";
    public const string Trial = "trial";
    public const string HoldOut = "holdout";
    public const string Acceptance = "acceptance";
    public const string Check = "check";
    public const string Gate = "gate";
    public const string ApprovalRequested = "approval_requested";
    public const string Approval = "approval";
    public const string StageRequested = "stage_requested";
    public const string Staged = "staged";
    public const string Shadow = "shadow";
    public const string ActivateRequested = "activate_requested";
    public const string Activated = "activated";
    public const string Capital = "capital";
    public const string Probation = "probation";
    public const string RolledBack = "rolled_back";
    public const string Outcome = "outcome";
    public const string SafeMode = "safe_mode";
    public const string Failure = "failure";
    public const string ModelCall = "model_call";
    public const string ModelRequest = "model_request";
}
