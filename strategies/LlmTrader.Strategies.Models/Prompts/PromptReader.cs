using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LlmTrader.Strategies.Models.Calls;

namespace LlmTrader.Strategies.Models.Prompts;

/// <summary>
/// Reads a prompt file: Markdown with front matter in YAML (id, version, group, temperature, schema, variables), then a section
/// <c># System</c> and a section <c># User</c>.
/// </summary>
public static class PromptReader
{
    private const string SystemMark = "# System", UserMark = "# User";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The prompt, and all that is wrong or doubtful; null when something is wrong.</summary>
    public static (Prompt? Prompt, IReadOnlyList<PromptProblem> Problems) Read(byte[] bytes, string file)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length > Prompt.MaxBytes) { return (null, [new PromptProblem(file, 1, null, string.Create(CultureInfo.InvariantCulture, $"it has {bytes.Length} bytes; {Prompt.MaxBytes} are the most."))]); }
        string text;
        try
        {
            text = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return (null, [new PromptProblem(file, 1, null, "it is no UTF-8.")]);
        }

        List<PromptProblem> problems = [];
        Prompt? prompt = Read(text.Replace("\r\n", "\n", StringComparison.Ordinal), Convert.ToHexStringLower(SHA256.HashData(bytes)), file, problems);
        if (prompt is not null) { problems.AddRange(PromptLint.Of(prompt)); }
        problems.Sort((a, b) => a.Line.CompareTo(b.Line));
        return (problems.Any(problem => !problem.IsWarning) ? null : prompt, problems);
    }

    /// <exception cref="PromptException">Something is wrong with it.</exception>
    public static Prompt ReadSound(byte[] bytes, string file)
    {
        (Prompt? prompt, IReadOnlyList<PromptProblem> problems) = Read(bytes, file);
        return prompt ?? throw new PromptException([.. problems.Where(problem => !problem.IsWarning)]);
    }

    /// <summary>A name of a prompt or a variable; never a path.</summary>
    internal static bool IsName(string name) => name is { Length: > 0 and <= 40 } && char.IsAsciiLetterLower(name[0]) && name.All(one => char.IsAsciiLetterLower(one) || char.IsAsciiDigit(one) || one == '_');

    private static Prompt? Read(string text, string hash, string file, List<PromptProblem> problems)
    {
        string[] lines = text.Split('\n');
        int end = lines[0] == "---" ? Array.IndexOf(lines, "---", 1) : -1;
        if (end < 0) { problems.Add(new PromptProblem(file, 1, null, "it does not begin with front matter between two lines of '---'.")); return null; }
        PromptHeader? header = PromptHeader.Read(string.Join('\n', lines[1..end]), file, problems);
        int system = Array.IndexOf(lines, SystemMark, end), user = Array.IndexOf(lines, UserMark, end);
        foreach ((string mark, int at) in (ReadOnlySpan<(string, int)>)[(SystemMark, system), (UserMark, user)])
        {
            if (at < 0) { problems.Add(new PromptProblem(file, end + 1, null, $"there is no line '{mark}'.")); }
            else if (Array.LastIndexOf(lines, mark) != at) { problems.Add(new PromptProblem(file, Array.LastIndexOf(lines, mark) + 1, null, $"'{mark}' stands here again.")); }
        }

        if (header is null || system < 0 || user < 0) { return null; }
        if (system > user || lines[(end + 1)..system].Any(line => line.Length > 0)) { problems.Add(new PromptProblem(file, end + 2, null, $"'{SystemMark}' comes first, then '{UserMark}'.")); return null; }
        Prompt prompt = header.Prompt with
        {
            Hash = hash,
            File = file,
            Text = text,
            System = Section(lines, system + 1, user, file, problems),
            User = Section(lines, user + 1, lines.Length, file, problems),
        };
        CheckVariables(prompt, problems);
        return prompt;
    }

    private static PromptTemplate Section(string[] lines, int from, int to, string file, List<PromptProblem> problems)
    {
        while (from < to && string.IsNullOrWhiteSpace(lines[from])) { from++; }
        while (to > from && string.IsNullOrWhiteSpace(lines[to - 1])) { to--; }
        if (from == to) { problems.Add(new PromptProblem(file, Math.Min(from, lines.Length), null, "this section is empty.")); }
        return PromptTemplate.Read(string.Join('\n', lines[from..to]), from + 1, file, problems);
    }

    private static void CheckVariables(Prompt prompt, List<PromptProblem> problems)
    {
        (string Name, int Line)[] used = [.. prompt.System.Names.Concat(prompt.User.Names)];
        HashSet<string> declared = [.. prompt.Variables.Select(variable => variable.Name)];
        problems.AddRange(used.Where(one => !declared.Contains(one.Name)).Select(one => new PromptProblem(prompt.File, one.Line, one.Name, "this variable is not declared under 'variables'.")));
        problems.AddRange(prompt.Variables.Where(one => used.All(place => place.Name != one.Name)).Select(one => new PromptProblem(prompt.File, one.Line, one.Name, "this variable is declared and stands nowhere.")));
        HashSet<string> untrusted = [.. prompt.Variables.Where(one => one.Trust == VariableTrust.Untrusted).Select(one => one.Name)];
        problems.AddRange(prompt.System.Names.Where(one => untrusted.Contains(one.Name)).Select(one => new PromptProblem(prompt.File, one.Line, one.Name, $"what strangers wrote does not belong under '{SystemMark}'.")));
    }
}
