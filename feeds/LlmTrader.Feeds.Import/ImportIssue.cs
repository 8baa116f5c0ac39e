using System.Globalization;

namespace LlmTrader.Feeds.Import;

/// <summary>One thing that is wrong, and where.</summary>
/// <param name="Fault">What kind of problem.</param>
/// <param name="File">The path as it was given.</param>
/// <param name="Line">Physical line from 1, the header and comments included; 0 when it concerns the whole file.</param>
/// <param name="Row">Data row from 1; 0 when no row was reached.</param>
/// <param name="Field">The column's header name or position; null when it concerns the whole row or file.</param>
/// <param name="Value">What was found, cut to 80 characters.</param>
/// <param name="Expected">What should have been there.</param>
public sealed record ImportIssue(ImportFault Fault, string File, long Line, long Row, string? Field, string Value, string Expected)
{
    public override string ToString()
    {
        string place = Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{File}, line {Line}") : File;
        if (Row > 0) { place += string.Create(CultureInfo.InvariantCulture, $" (row {Row})"); }
        if (Field is not null) { place += $", field '{Field}'"; }
        return $"{place}: found '{Value}', expected {Expected}.";
    }
}

/// <summary>An input that can't be imported as the policies stand. The message names file, line, field, value and what was expected.</summary>
public sealed class ImportException : Exception
{
    public ImportException(ImportIssue issue, Exception? inner = null)
        : base((issue ?? throw new ArgumentNullException(nameof(issue))).ToString(), inner) => Issue = issue;

    public ImportIssue Issue { get; }

    public ImportFault Fault => Issue.Fault;
}
