namespace LlmTrader.Tools.Hosting.Doctor;

/// <summary>How a part of the machine was found, by rising gravity.</summary>
public enum DoctorVerdict
{
    Ok,

    /// <summary>Worth knowing, and no hindrance.</summary>
    Note,

    /// <summary>The engine runs, and worse than it could.</summary>
    Warn,

    /// <summary>The engine would not start, or not be safe.</summary>
    Fail,
}

/// <summary>What was found.</summary>
/// <param name="Check">What was looked at, such as <c>disk speed</c>.</param>
/// <param name="Verdict">How it was found.</param>
/// <param name="Found">The figures, a sentence without a capital.</param>
/// <param name="Remedy">What to do; null when nothing needs to be done.</param>
public sealed record DoctorFinding(string Check, DoctorVerdict Verdict, string Found, string? Remedy = null)
{
    /// <summary>Nothing needs to be done.</summary>
    internal static DoctorFinding Ok(string check, string found) => new(check, DoctorVerdict.Ok, found);
}
