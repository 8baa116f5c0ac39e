namespace LlmTrader.Strategies.Models.Prompts;

/// <summary>A mistake in a prompt.</summary>
/// <param name="File">As it was given.</param>
/// <param name="Line">From 1.</param>
/// <param name="Field">A field or variable; null when it is about none.</param>
/// <param name="Text">What is wrong, one sentence.</param>
/// <param name="IsWarning">It can be rendered all the same.</param>
public sealed record PromptProblem(string File, int Line, string? Field, string Text, bool IsWarning = false)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line}: {(IsWarning ? "warning" : "error")}: {(Field is null ? "" : $"{Field}: ")}{Text}";
}

/// <summary>A prompt that can't be used; tells all that is wrong with it, each with file and line.</summary>
public sealed class PromptException : Exception
{
    public PromptException(IReadOnlyList<PromptProblem> problems)
        : base(string.Join('\n', problems)) => Problems = problems;

    public PromptException(PromptProblem problem)
        : this([problem])
    {
    }

    public PromptException(string message)
        : base(message) => Problems = [];

    public IReadOnlyList<PromptProblem> Problems { get; }
}
