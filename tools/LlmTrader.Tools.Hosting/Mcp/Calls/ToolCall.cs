using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmTrader.Strategies.Models.Guardrails;

namespace LlmTrader.Tools.Hosting.Mcp.Calls;

/// <summary>
/// A call with its arguments in one form: as a person reads it before he answers, and as the answer is bound to. Calls with the same text are
/// the same call, and no others: every argument is in it, none of them can look like another.
/// </summary>
public sealed class ToolCall
{
    private ToolCall(string tool, string text) => (Tool, Text, Hash) = (tool, text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));

    public string Tool { get; }

    /// <summary>The tool's name, then one argument after the other in the order of their names; a text of several lines stands below its name, each line indented.</summary>
    public string Text { get; }

    /// <summary>SHA-256 of <see cref="Text"/> in UTF-8, 64 hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>Reads a call.</summary>
    /// <param name="tool">The tool's name.</param>
    /// <param name="arguments">As they came; null for none.</param>
    /// <param name="known">The names that the tool takes.</param>
    /// <param name="maxBytes">That they may have together.</param>
    /// <exception cref="ToolException">They are too large, have a name that the tool does not know, are not simple values, or have characters that nobody sees.</exception>
    public static ToolCall Of(string tool, IEnumerable<KeyValuePair<string, JsonElement>>? arguments, IReadOnlySet<string> known, long maxBytes)
    {
        ArgumentNullException.ThrowIfNull(known);
        SortedDictionary<string, JsonElement> sorted = new(StringComparer.Ordinal);
        long bytes = 0;
        foreach ((string name, JsonElement value) in arguments ?? [])
        {
            if (!known.Contains(name)) { throw Refused($"{tool} has no argument '{Shown(name)}'.", $"It takes {(known.Count == 0 ? "none" : string.Join(", ", known.Order(StringComparer.Ordinal)))}."); }
            bytes += name.Length + Encoding.UTF8.GetByteCount(value.GetRawText());
            if (bytes > maxBytes) { throw new ToolException("arguments_too_large", $"The arguments have more than the {maxBytes:N0} bytes that a call may have (mcp.max_arguments)."); }
            sorted[name] = value;
        }

        StringBuilder text = new(tool);
        text.Append('\n');
        foreach ((string name, JsonElement value) in sorted) { Append(text, tool, name, value); }
        return new ToolCall(tool, text.ToString());
    }

    private static void Append(StringBuilder text, string tool, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null or JsonValueKind.Undefined: return;   // As if it were left out.
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False: text.Append(CultureInfo.InvariantCulture, $"{name}: {value.GetRawText()}\n"); return;
            case JsonValueKind.String: AppendText(text, name, TextOf(name, value)); return;
            default: throw Refused($"The argument '{name}' of {tool} is no text, number or truth value.", "Each argument is a simple value.");
        }
    }

    private static string TextOf(string name, JsonElement value)
    {
        try { return value.GetString()!; }
        catch (InvalidOperationException half) { throw new ToolException("bad_argument", $"The argument '{name}' is no text: it has half of a character.", "Leave it out.", half); }
    }

    private static void AppendText(StringBuilder text, string name, string value)
    {
        if (VisibleText.FirstHidden(value) is { } hidden) { throw Refused(string.Create(CultureInfo.InvariantCulture, $"The argument '{name}' has the character U+{hidden:X4}, which nobody sees."), "Leave such characters out."); }
        if (!value.Contains('\n', StringComparison.Ordinal) || value.Contains('\r', StringComparison.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}: {JsonSerializer.Serialize(value)}\n");
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"{name}: |\n");
        foreach (string line in value.Split('\n')) { text.Append("    ").Append(line).Append('\n'); }
    }

    private static string Shown(string name) => new([.. name.Take(40).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' ? c : '?')]);

    private static ToolException Refused(string message, string next) => new("bad_argument", message, next);
}
