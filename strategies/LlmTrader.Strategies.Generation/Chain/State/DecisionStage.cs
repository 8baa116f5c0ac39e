namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>What a decision does next.</summary>
public enum DecisionStage
{
    Propose,
    Compile,
    Accept,
    Check,

    /// <summary>All but the hold-out was passed; the one look that its family has comes next.</summary>
    HoldOut,
    Gate,
    Approve,
    AwaitApproval,
    Stage,

    /// <summary>The engine was asked to stage, or is about to be, and no answer is written.</summary>
    ConfirmStage,
    WarmUp,
    Shadow,
    Activate,

    /// <summary>The engine was asked to activate, or is about to be, and no answer is written.</summary>
    ConfirmActivate,
    Probation,
    RollBack,
    Ended,
}
