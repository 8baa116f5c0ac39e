namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>What an acceptance record is about, by its member <c>part</c>. Records without one are of everything at once, the hold-out included.</summary>
public static class AcceptanceParts
{
    /// <summary>All gates but the hold-out.</summary>
    public const string Judged = "judged";

    /// <summary>The hold-out, and with it the whole report.</summary>
    public const string HoldOut = "hold_out";
}
