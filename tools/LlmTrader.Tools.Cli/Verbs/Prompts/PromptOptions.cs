using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LlmTrader.Strategies.Models.Guardrails;
using LlmTrader.Strategies.Models.Prompts;

namespace LlmTrader.Tools.Cli.Verbs.Prompts;

/// <summary>Which prompts are meant.</summary>
internal static class PromptOptions
{
    // What is shown on a terminal needs no delimiter that nobody can know; the same one each time compares well.
    private static readonly RequestTokens Shown = RequestTokens.Of(new byte[16], "shown");

    public static RequestTokens Tokens => Shown;

    public static Option<string> Directory() => new("--directory") { HelpName = "DIR", Description = "Where versions of one's own lie.", DefaultValueFactory = _ => "prompts" };

    public static Argument<string> Prompt(string name = "prompt") => new(name) { HelpName = name == "prompt" ? "PROMPT" : name, Description = "An id such as actor, a version of it such as actor@2, or a file." };

    /// <exception cref="UsageException">Something of the directory can't be used.</exception>
    public static PromptLibrary Open(string directory)
    {
        try { return PromptLibrary.Open(directory); }
        catch (PromptException e) { throw new UsageException(e.Message, e); }
    }

    /// <exception cref="UsageException">There is none, or it has mistakes.</exception>
    public static Prompt Find(string text, string directory)
    {
        try
        {
            if (text.EndsWith(".md", StringComparison.Ordinal)) { return File.Exists(text) ? PromptReader.ReadSound(File.ReadAllBytes(text), text) : throw new UsageException($"There is no file '{text}'."); }
            PromptLibrary library = PromptLibrary.Open(directory);
            if (text.Split('@') is not [string id, string number]) { return library.Active(text); }
            bool isNumber = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int version);
            return (isNumber ? library.Find(id, version) : null) ?? throw new UsageException($"There is no prompt '{text}'; `llmtrader prompts list` tells which there are.");
        }
        catch (PromptException e)
        {
            throw new UsageException(e.Message, e);
        }
    }

    /// <summary>A value for each variable: the sample's, or its name where the sample has none.</summary>
    public static Dictionary<string, string> Sample(Prompt prompt)
    {
        Dictionary<string, string> sample = JsonSerializer.Deserialize<Dictionary<string, string>>(ShippedPrompts.Sample)!;
        return prompt.Variables.ToDictionary(variable => variable.Name, variable => sample.GetValueOrDefault(variable.Name) ?? $"(sample of {variable.Name})", StringComparer.Ordinal);
    }
}
