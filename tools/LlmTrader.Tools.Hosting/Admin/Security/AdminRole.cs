namespace LlmTrader.Tools.Hosting.Admin.Security;

/// <summary>What a caller may do; each may do what the ones before it may.</summary>
public enum AdminRole
{
    /// <summary>Look.</summary>
    Viewer,

    /// <summary>Trade, stop, pause, stage rule sets, see to feeds.</summary>
    Operator,

    /// <summary>Change limits and modes, activate rule sets, open the kill switch, end the run.</summary>
    Admin,
}
