using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;
using LlmTrader.Tools.Hosting.Backtests;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Rules;

/// <summary>A rule-set document as it lies on the disk, read and compiled.</summary>
public sealed class RuleFile
{
    private RuleFile(string path, string text)
    {
        Path = path;
        Text = text;
        Reading = RuleText.Read(text, path);
    }

    /// <summary>As it was named; messages begin with it, so that an editor finds the place.</summary>
    public string Path { get; }

    public string Text { get; }

    public RuleReading Reading { get; }

    /// <summary>Opens and reads it. Throws <see cref="RunException"/> when there is no such file or it is too large to be a rule set; mistakes in the text do not throw.</summary>
    public static RuleFile Open(string path)
    {
        if (!File.Exists(path)) { throw new RunException(Directory.Exists(path) ? $"'{path}' is a directory; name the files in it." : $"There is no file '{path}'."); }
        long bytes = new FileInfo(path).Length;
        int limit = RuleLimits.Default.MaxTextLength * 4;   // No character takes more than four bytes in UTF-8.
        if (bytes > limit) { throw new RunException($"'{path}' has {bytes:N0} bytes; a rule set has at most {RuleLimits.Default.MaxTextLength:N0} characters."); }
        return new RuleFile(path, File.ReadAllText(path));
    }

    /// <summary>
    /// The document's text with other values of its parameters, for a run: the text as it is when there are none, else the
    /// canonical one. Throws <see cref="RunException"/> that lists the mistakes, <see cref="ArgumentException"/> for an
    /// unknown name or a value outside its range.
    /// </summary>
    public string TextWith(IReadOnlyDictionary<string, double> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (!Reading.IsValid) { throw new RunException(Mistakes(Reading)); }
        if (parameters.Count == 0) { return Text; }
        RuleDocument changed = Reading.Document!.WithParameters(parameters);
        RuleReading compiled = RuleCompiler.Compile(changed);   // A value within its range can still break a limit, or a length that must be whole.
        return compiled.IsValid ? RuleText.Format(changed) : throw new RunException(Mistakes(compiled));
    }

    /// <summary>Puts another text in the file's place, at once or not at all.</summary>
    public void Replace(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string full = System.IO.Path.GetFullPath(Path);
        using PartialFile file = new(System.IO.Path.GetDirectoryName(full)!, System.IO.Path.GetFileName(full));
        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        file.Seal();
        file.Publish();
    }

    private static string Mistakes(RuleReading reading) => string.Join("; ", reading.Diagnostics
        .Where(diagnostic => diagnostic.Severity == RuleSeverity.Error)
        .Select(diagnostic => $"{diagnostic.Source.Name}:{diagnostic.Line}:{diagnostic.Column}: {(diagnostic.Field.Length > 0 ? $"{diagnostic.Field}: " : "")}{diagnostic.Message}"));
}
