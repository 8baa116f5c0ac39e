using System.Text;

namespace LlmTrader.Strategies.Models.Prompts;

/// <summary>A text with names in double braces. Filled in one pass: what a value holds is never looked at.</summary>
internal sealed class PromptTemplate
{
    private readonly List<(string Text, string? Name, int Line)> _parts = [];

    private PromptTemplate()
    {
    }

    public static PromptTemplate Empty { get; } = new();

    /// <summary>The names and where they stand.</summary>
    public IEnumerable<(string Name, int Line)> Names => _parts.Where(part => part.Name is not null).Select(part => (part.Name!, part.Line));

    /// <summary>The text between the names, with the line at which each piece begins.</summary>
    public IEnumerable<(string Text, int Line)> Prose => _parts.Where(part => part.Name is null).Select(part => (part.Text, part.Line));

    /// <param name="text">Without the blanks around it.</param>
    /// <param name="line">Of its beginning in the file.</param>
    /// <param name="file">As it was given.</param>
    /// <param name="problems">Gets what is wrong.</param>
    public static PromptTemplate Read(string text, int line, string file, List<PromptProblem> problems)
    {
        PromptTemplate template = new();
        int at = 0;
        for (int open; (open = text.IndexOf("{{", at, StringComparison.Ordinal)) >= 0;)
        {
            template._parts.Add((text[at..open], null, line));
            line += text.AsSpan(at, open - at).Count('\n');
            int close = text.IndexOf("}}", open, StringComparison.Ordinal);
            string name = close < 0 ? "" : text[(open + 2)..close];
            if (!PromptReader.IsName(name))
            {
                problems.Add(new PromptProblem(file, line, null, close < 0 ? "'{{' is never closed." : $"'{{{{{name}}}}}' is no variable: a name of lower-case letters, digits and underscores is expected, without blanks."));
                at = open + 2;
                continue;
            }

            template._parts.Add(("", name, line));
            at = close + 2;
        }

        template._parts.Add((text[at..], null, line));
        foreach ((string prose, int first) in template.Prose)
        {
            int stray = prose.IndexOf("}}", StringComparison.Ordinal);
            if (stray >= 0) { problems.Add(new PromptProblem(file, first + prose.AsSpan(0, stray).Count('\n'), null, "'}}' closes nothing.")); }
        }

        return template;
    }

    public string Fill(Dictionary<string, string> values)
    {
        StringBuilder filled = new();
        foreach ((string text, string? name, _) in _parts) { filled.Append(name is null ? text : values[name]); }
        return filled.ToString();
    }
}
