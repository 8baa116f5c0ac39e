using System.Globalization;
using System.Text;

namespace LlmTrader.Tools.Hosting.Alerts;

/// <summary>Messages as people read them.</summary>
public static class AlertText
{
    /// <summary>One line: <c>CRITICAL feed-stale (binance)</c>.</summary>
    public static string Title(AlertMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        string what = message.Kind switch
        {
            AlertMessageKind.Recovered => "RECOVERED",
            AlertMessageKind.Test => "TEST",
            _ => message.Severity.ToString().ToUpperInvariant(),
        };
        return OneLine($"{what} {message.Rule}{(message.Subject.Length > 0 ? $" ({message.Subject})" : "")}");
    }

    /// <summary>All of it. The first line names the engine, so that a robot that asks for a keyword can be given <c>llmtrader</c>.</summary>
    public static string Body(AlertMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        string time = message.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        return $"{Title(message)}\n{message.Text}\nllmtrader on {message.Source}, {time}";
    }

    /// <summary>At most so many bytes of UTF-8, cut between characters and marked as cut.</summary>
    public static string Cut(string text, int bytes)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Encoding.UTF8.GetByteCount(text) <= bytes) { return text; }
        int left = bytes - 3;   // The mark's own.
        StringBuilder cut = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0) { break; }
            cut.Append(rune.ToString());
        }

        return cut.Append('…').ToString();
    }

    /// <summary>Without line breaks and other control characters, which would be more than text in a header or a log.</summary>
    public static string OneLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
    }
}
