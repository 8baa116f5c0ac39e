using System.Globalization;
using System.Text;

namespace LlmTrader.Persistence.Ledger.Writing;

/// <summary>JSON as jsonb can hold it: PostgreSQL's text has neither U+0000 nor halves of surrogate pairs, which JSON may escape.</summary>
internal static class JsonbText
{
    private const string Replacement = "\\ufffd";
    private const int EscapeLength = 6;

    /// <summary>The same text, with U+FFFD for what can't be held; the very same object when there is nothing of that kind.</summary>
    /// <param name="json">Valid JSON.</param>
    public static string Of(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        StringBuilder? changed = null;
        int kept = 0;
        for (int at = json.IndexOf('\\'); at >= 0; at = json.IndexOf('\\', at))
        {
            if (json[at + 1] != 'u') { at += 2; continue; }
            int unit = UnitAt(json, at);
            int length = EscapeLength;
            if (char.IsHighSurrogate((char)unit) && char.IsLowSurrogate((char)UnitAt(json, at + EscapeLength))) { length *= 2; }
            else if (unit == 0 || char.IsSurrogate((char)unit))
            {
                (changed ??= new StringBuilder(json.Length)).Append(json, kept, at - kept).Append(Replacement);
                kept = at + length;
            }

            at += length;
        }

        return changed is null ? json : changed.Append(json, kept, json.Length - kept).ToString();
    }

    // Of an escape; 0 where there is none.
    private static int UnitAt(string json, int at) =>
        json.Length >= at + EscapeLength && json[at] == '\\' && json[at + 1] == 'u' ? int.Parse(json.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : 0;
}
