using System.Text.RegularExpressions;

namespace LlmTrader.Persistence.Ledger.Schema;

/// <summary>The database schema that holds a ledger: a plain name, so that it needs no quoting anywhere.</summary>
public readonly partial record struct SchemaName
{
    /// <exception cref="ArgumentException">It is not 1 to 40 characters a–z, 0–9 and _, beginning with a letter.</exception>
    public SchemaName(string text)
    {
        if (!Plain().IsMatch(text)) { throw new ArgumentException($"'{text}' is no name for a schema: 1 to 40 characters a–z, 0–9 and _, beginning with a letter, are expected."); }
        Text = text;
    }

    public static SchemaName Default => new("llmtrader");

    public string Text { get; }

    /// <summary>Where a rebuild puts its rows until they are proven.</summary>
    public SchemaName Rebuild => new(Text + "_rebuild");

    public override string ToString() => Text;

    [GeneratedRegex("^[a-z][a-z0-9_]{0,39}$")]
    private static partial Regex Plain();
}
