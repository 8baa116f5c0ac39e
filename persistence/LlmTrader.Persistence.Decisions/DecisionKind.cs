namespace LlmTrader.Persistence.Decisions;

/// <summary>What a record tells. In the file it stands by its name, see <see cref="DecisionKinds"/>; names are added, never changed.</summary>
public enum DecisionKind
{
    /// <summary>What was seen of market and account; the first record of a decision.</summary>
    Observation,

    /// <summary>A candidate as it was proposed, with its whole text.</summary>
    Proposal,

    /// <summary>Whether it could be read, compiled and is within the static limits.</summary>
    Compiled,

    /// <summary>A candidate is about to be scored on a window of data. Written before it is: it counts as tried from here on.</summary>
    Trial,

    /// <summary>A hold-out window is about to be opened for a candidate. Written before it is: it counts as seen from here on.</summary>
    HoldOut,

    /// <summary>The report of acceptance.</summary>
    Acceptance,

    /// <summary>The verdict on the worst-case exposure.</summary>
    Gate,

    /// <summary>A person is about to be asked.</summary>
    ApprovalRequested,

    /// <summary>The answer, a person's or the configuration's.</summary>
    Approval,

    /// <summary>The engine is about to be told to stage the set.</summary>
    StageRequested,

    /// <summary>The engine has staged it.</summary>
    Staged,

    /// <summary>The set runs in the shadow of the active one.</summary>
    Shadow,

    /// <summary>The engine is about to be told to activate the set.</summary>
    ActivateRequested,

    /// <summary>The engine has activated it.</summary>
    Activated,

    /// <summary>The set's share of its capital.</summary>
    Capital,

    /// <summary>What the set did in probation, live against backtest.</summary>
    Probation,

    /// <summary>The set was rolled back, or is about to be.</summary>
    RolledBack,

    /// <summary>How the decision ended; its last record.</summary>
    Outcome,

    /// <summary>Generated rules take no new entries, until a person says so.</summary>
    SafeMode,

    /// <summary>A step went wrong.</summary>
    Failure,

    /// <summary>An independent judge is about to be asked, or has answered.</summary>
    Check,

    /// <summary>A model was asked, and what came of it; of no decision when a person tried a prompt.</summary>
    ModelCall,

    /// <summary>A model is about to be asked. Until its call is written the most that it may come to counts as spent.</summary>
    ModelRequest,
}
