namespace LlmTrader.Strategies.Models.Calls;

/// <summary>Who speaks.</summary>
public enum ModelSpeaker
{
    System,
    User,
    Assistant,
}

/// <param name="Speaker">Who speaks.</param>
/// <param name="Text">What is said, in full.</param>
public sealed record ModelMessage(ModelSpeaker Speaker, string Text);
