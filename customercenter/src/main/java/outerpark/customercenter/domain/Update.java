package outerpark.customercenter.domain;

/**
 * A story has gone on by one step.
 *
 * @param bookmark what is behind whoever has read it; to go on from there
 * @param step the new one
 * @param after the story as far as the bookmark
 */
public record Update(Bookmark bookmark, Story.Step step, Story after) {}
