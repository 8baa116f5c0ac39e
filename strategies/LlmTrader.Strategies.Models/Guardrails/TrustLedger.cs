namespace LlmTrader.Strategies.Models.Guardrails;

/// <summary>What a tool does to the world.</summary>
public enum ToolEffect
{
    /// <summary>Nothing: it reads.</summary>
    ReadOnly,

    /// <summary>Something, or it is not known.</summary>
    Mutating,
}

/// <summary>What is to be done with a call.</summary>
public enum ToolGrant
{
    /// <summary>Not without a person's yes to this very call.</summary>
    ApprovalRequired,

    /// <summary>It may be made.</summary>
    Granted,
}

/// <summary>
/// Whether a turn has read what strangers wrote; of a client whose turns nobody sees, its whole session is one. A value: each turn begins
/// with the default one, and carries the next one on. Reading never comes undone within a turn, and what a trusted tool says about an
/// untrusted text is untrusted too: whoever calls it says so.
/// </summary>
public readonly record struct TrustLedger
{
    /// <summary>Whether somebody else's words may steer the turn.</summary>
    public bool IsTainted { get; private init; }

    /// <summary>The ledger after an untrusted text was read.</summary>
    public TrustLedger AfterUntrusted() => this with { IsTainted = true };

    /// <summary>Deny by default: what changes anything needs a person's yes, or a configuration that waives it for a turn that has read nothing untrusted.</summary>
    /// <param name="effect">Of the tool.</param>
    /// <param name="isWaived">The configuration lets this tool be called without a yes.</param>
    public ToolGrant Judge(ToolEffect effect, bool isWaived) =>
        effect == ToolEffect.ReadOnly || (isWaived && !IsTainted) ? ToolGrant.Granted : ToolGrant.ApprovalRequired;
}
