namespace LlmTrader.Tests.Property.Configuration;

/// <summary>One slip in a text: of a finger, of an editor, or of somebody who means harm.</summary>
internal static class TextMutation
{
    private static readonly string[] Tokens =
        ["off", "-1", "", "null", "[", "]", "{", "}", ": ", "- ", "\n", "\t", "'", "\"", "#", "&a ", "*a", "!!int 5", "%", "99999999999999999999", "1e400", "\0", "\uFFFD", "é", "~", "---\n", "...\n", "? ", "|\n", ">\n", "${env:X}", "0"];

    public static string Of(string text, Random random)
    {
        if (text.Length == 0) { return Tokens[random.Next(Tokens.Length)]; }
        int at = random.Next(text.Length);
        string[] lines = text.Split('\n');
        int line = random.Next(lines.Length);
        return random.Next(7) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, Tokens[random.Next(Tokens.Length)]),
            2 => text[..at] + (char)random.Next(1, 0x2FF) + text[(at + 1)..],
            3 => string.Join('\n', lines.Where((_, i) => i != line)),
            4 => string.Join('\n', lines.Take(line + 1).Concat(lines.Skip(line))),
            5 => string.Join('\n', lines.Select((one, i) => i == line ? Behind(one, Tokens[random.Next(Tokens.Length)]) : one)),
            _ => string.Join('\n', lines.Select((one, i) => i == line ? "  " + one : one)),
        };
    }

    // Another value behind the key.
    private static string Behind(string line, string token)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? line + token : $"{line[..(colon + 1)]} {token}";
    }
}
