using System.Text.RegularExpressions;
using LlmTrader.Strategies.Models.Guardrails;

namespace LlmTrader.Strategies.Models.Prompts;

/// <summary>What makes a prompt that can be rendered a bad one.</summary>
internal static partial class PromptLint
{
    public static IEnumerable<PromptProblem> Of(Prompt prompt)
    {
        int line = 0;
        foreach (string text in prompt.Text.Split('\n'))
        {
            line++;
            if (SecretRedaction.ByPattern.Of(text).Count > 0) { yield return new PromptProblem(prompt.File, line, null, "a secret stands here; no prompt needs one."); }
            if (VisibleText.Of(text).Removed > 0) { yield return new PromptProblem(prompt.File, line, null, "there are characters in it that nobody sees."); }
        }

        bool namesJson = false;
        foreach ((string text, int first) in prompt.System.Prose.Concat(prompt.User.Prose))
        {
            namesJson |= text.Contains("JSON", StringComparison.Ordinal);
            foreach (Match number in Number().Matches(text))
            {
                int at = first + text.AsSpan(0, number.Index).Count('\n');
                yield return new PromptProblem(prompt.File, at, null, $"'{number.Value}' is a number in prose; numbers come from the configuration by a variable.", IsWarning: true);
            }
        }

        if (prompt.Schema is not null && !namesJson) { yield return new PromptProblem(prompt.File, 1, "schema", "the prompt never says 'JSON', which endpoints without schemas ask for.", IsWarning: true); }
    }

    // A digit that begins a word: s1 is a name.
    [GeneratedRegex(@"(?<![\w.])[0-9][0-9.,]*%?(?!\w)", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
