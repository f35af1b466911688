//! Recognises the addresses of video and music services.
